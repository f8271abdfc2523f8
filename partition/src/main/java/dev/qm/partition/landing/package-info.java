/**
 * The one way in which qm puts files on a machine and takes them back. In come the files that are
 * to be there ({@link dev.qm.partition.landing.NewFile}) and what an earlier call left ({@link
 * dev.qm.partition.landing.Marks}: setup's ledger, a channel's record, an add-on's); out comes what
 * was kept. A mark is on the disk before the thing it names, so whoever is killed can go on or go
 * back. A user's edit is never lost, and its place is told.
 *
 * <p>Every path goes through {@link dev.qm.partition.landing.Disk}, which follows no link that the
 * partition could have planted. Start reading at {@link dev.qm.partition.landing.Landing}, then
 * {@link dev.qm.partition.landing.TakingBack}; {@link dev.qm.partition.landing.LandedRecords} shows
 * both at work.
 */
package dev.qm.partition.landing;
