package dev.qm.testbed;

import java.util.Optional;

/**
 * What a class of acceptance tests finds when it begins. Each is made from the one before, and is
 * saved as it was made, running.
 */
enum State {
  /** The VM as it boots, before QM is on it. */
  MACHINE,
  /** QM's package is installed and {@code qm up} has been run. */
  PARTITION,
  /** {@link Channels} between the sides and inside exchange messages. */
  CHANNELS,
  /** Restarted with the drop-ins of an integrator; of the channels the one between the sides. */
  CHANGED;

  /** The state that this one is made from. */
  Optional<State> before() {
    return switch (this) {
      case MACHINE -> Optional.empty();
      case PARTITION -> Optional.of(MACHINE);
      case CHANNELS -> Optional.of(PARTITION);
      case CHANGED -> Optional.of(CHANNELS);
    };
  }

  /** Makes this state in a VM that is in the state before. */
  void make(Vm vm) {
    switch (this) {
      case MACHINE -> QmPackages.forgetDisk(vm);
      case PARTITION -> Partition.up(vm);
      case CHANNELS -> Channels.make(Partition.in(vm));
      case CHANGED -> {
        Partition partition = Partition.in(vm);
        Channels.INSIDE.forEach(name -> Channels.in(partition).takeBack(name));
        partition.change();
      }
    }
  }
}
