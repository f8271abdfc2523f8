/**
 * The bundle that is filed: what a machine is, what was judged and measured on it, and where
 * nothing was.
 *
 * <p>In come a {@link dev.qm.assurance.view.PartitionView}, what rules say of it, the faults that
 * are known and a campaign of them; out go values for pages and programs, and a folder with a
 * manifest. Start with {@link dev.qm.assurance.bundle.Trace}, the table that holds it together, and
 * {@link dev.qm.assurance.bundle.BundleFolder}, which writes.
 */
package dev.qm.assurance.bundle;
