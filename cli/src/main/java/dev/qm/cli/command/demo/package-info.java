/**
 * {@code qm demo}: demos that run in the partition, each one command.
 *
 * <p>In goes the name of a demo or nothing; out come its image, its steps as they happen, and what
 * it shows. What a demo does is in {@link dev.qm.partition.demo}. Start with {@link
 * dev.qm.cli.command.demo.DemoCommands}, which makes a command of each demo that is there.
 */
package dev.qm.cli.command.demo;
