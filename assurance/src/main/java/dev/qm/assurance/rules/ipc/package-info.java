/**
 * Rules about messages between the sides: that they go through /run/ipc and nowhere else.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.ipc.IpcRules}.
 */
package dev.qm.assurance.rules.ipc;
