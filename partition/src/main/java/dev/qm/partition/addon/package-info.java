/**
 * Add-ons on machines whose package manager does not know them: what landed is recorded before it
 * lands, and taken back by the record.
 */
package dev.qm.partition.addon;
