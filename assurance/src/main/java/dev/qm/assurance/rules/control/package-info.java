/**
 * Rules about what rules the machine: namespaces, capabilities, calls, mounts of the kernel's own.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.control.ControlRules}.
 */
package dev.qm.assurance.rules.control;
