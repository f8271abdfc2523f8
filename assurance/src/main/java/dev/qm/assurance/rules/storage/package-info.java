/**
 * Rules about disks: who may take how much room and how many files, whose requests are served
 * first, and what of the partition lies where users of the host could reach it.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.storage.StorageRules}.
 */
package dev.qm.assurance.rules.storage;
