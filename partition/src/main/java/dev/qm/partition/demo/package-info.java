/**
 * Demos: what each is, the images they run in, and how one is shown in the running partition. What
 * a demo consists of are files, {@code usr/share/qm/demos} of what lands on a machine.
 */
package dev.qm.partition.demo;
