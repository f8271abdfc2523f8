/** {@code qm demo}: demos that run in the partition, each one command. */
package dev.qm.cli.command.demo;
