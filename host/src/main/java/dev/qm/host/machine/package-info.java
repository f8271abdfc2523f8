/**
 * What this machine is and whether it can carry a partition: init, kernel, memory, Podman, crun,
 * user ids, seats.
 *
 * <p>In goes a {@link dev.qm.host.Root}; out come facts as records, and a judgement with a mend for
 * each lack. This room stands on all others; start with {@link dev.qm.host.machine.HostFacts} and
 * {@link dev.qm.host.machine.Doctor}.
 */
package dev.qm.host.machine;
