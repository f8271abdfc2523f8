/** The partition: its layout on disk, its setup in steps, its runners, its inside. */
package dev.qm.partition;
