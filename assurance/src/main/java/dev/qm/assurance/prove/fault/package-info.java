/**
 * Faults: what goes wrong or attacks inside the partition while the safety side is measured.
 *
 * <p>Each is a file that says what it stands for, what runs, how it is bounded and what it has to
 * achieve to count. Whatever a fault starts is in one control group inside the partition, and dies
 * with it. Start with {@link dev.qm.assurance.prove.fault.Fault}; {@link
 * dev.qm.assurance.prove.fault.Injector} carries one out.
 */
package dev.qm.assurance.prove.fault;
