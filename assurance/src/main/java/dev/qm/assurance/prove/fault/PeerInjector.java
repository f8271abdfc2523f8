package dev.qm.assurance.prove.fault;

import java.util.Optional;

/** Carries the same faults out where the partition's walls are not. */
public interface PeerInjector extends Injector {
  /** Why there is nothing to carry out of the fault there, a clause; nothing when there is. */
  Optional<String> refusal(Fault fault);
}
