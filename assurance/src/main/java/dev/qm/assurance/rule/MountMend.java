package dev.qm.assurance.rule;

import dev.qm.assurance.view.MountOption;
import dev.qm.assurance.view.Options;
import dev.qm.assurance.view.PartitionView;
import java.util.List;
import java.util.Optional;

/** The drop-in that takes a mount of the partition away. */
public final class MountMend {
  private MountMend() {}

  /** Nothing where no line asks for it. */
  public static Optional<Mend> without(PartitionView view, MountOption mount) {
    for (var option : view.partition().options().all()) {
      if (new Options(List.of(option)).mounts().contains(mount)) {
        return WithoutOption.mend(view.partition(), option);
      }
    }
    return Optional.empty();
  }
}
