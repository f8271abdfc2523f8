package dev.qm.partition;

/** The name of the one partition of a machine. */
public final class PartitionName {
  private PartitionName() {}
}
