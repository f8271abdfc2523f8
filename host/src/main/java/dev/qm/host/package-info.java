/**
 * What every part of {@code dev.qm.host} speaks of: the {@link dev.qm.host.Root} folder of the
 * machine that is worked on, {@link dev.qm.host.Untrusted} bytes, versions, and the one failure
 * that leaves this module, {@link dev.qm.host.HostException}: what happened, why, how to mend it.
 *
 * <p>The rooms beside it are small adapters, values in, values out; nothing prints. Start with
 * {@link dev.qm.host.machine.HostFacts}, which shows them all at work.
 */
package dev.qm.host;
