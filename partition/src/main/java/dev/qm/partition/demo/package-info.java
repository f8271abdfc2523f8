/**
 * Demos: what each is, the images they run in, and how one is shown in the running partition.
 *
 * <p>In go the folders of {@code usr/share/qm/demos}, whose README has the keys, and a running
 * partition; out come images, units inside, and lines of its journal until the demo has shown what
 * it is for. Start with {@link dev.qm.partition.demo.Demonstration}; {@link
 * dev.qm.partition.demo.DemoRemoval} takes back what it made.
 */
package dev.qm.partition.demo;
