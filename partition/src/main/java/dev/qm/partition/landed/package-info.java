/**
 * Files that land as one thing, such as an add-on that no package manager knows or a demo: what
 * lands is recorded before it lands, and taken back by the record.
 */
package dev.qm.partition.landed;
