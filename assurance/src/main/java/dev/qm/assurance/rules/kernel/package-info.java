/**
 * Rules about objects of the kernel that there are only so many of for both sides.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.kernel.KernelRules}.
 */
package dev.qm.assurance.rules.kernel;
