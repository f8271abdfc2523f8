package dev.qm.partition.show;

import dev.qm.host.HostException;
import dev.qm.host.cgroup.GroupAccount;
import dev.qm.host.cgroup.GroupUse;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.PartitionStatus;
import java.util.List;

/**
 * What the partition uses of what it may.
 *
 * @param whole of the control group that carries the limits
 * @param groups the partition's services and containers
 */
public record ResourceView(GroupAccount whole, List<GroupUse> groups) {
  public ResourceView {
    groups = List.copyOf(groups);
  }

  /** Looks once. */
  public static ResourceView of(Instance instance) throws HostException {
    return new ResourceView(
        PartitionStatus.group(instance).account(), PartitionStatus.ownGroup(instance).below());
  }
}
