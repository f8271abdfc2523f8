/**
 * Rules about memory: who may have how much, and who dies first when it is short.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.memory.MemoryRules}.
 */
package dev.qm.assurance.rules.memory;
