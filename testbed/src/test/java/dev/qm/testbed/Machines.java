package dev.qm.testbed;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The machine that the tests of the present class work with: one at a time, in the state that the
 * class's phase begins with.
 */
final class Machines implements AutoCloseable {

  /** A machine, and what runs in it since the tests of a phase have it. */
  private static final class Machine implements AutoCloseable {
    private final Phase phase;
    private final Vm vm;
    private Optional<Attack> attack = Optional.empty();

    private Machine(Phase phase, Vm vm) {
      this.phase = phase;
      this.vm = vm;
    }

    @Override
    public void close() {
      vm.close();
    }
  }

  private Optional<SavedStates> states = Optional.empty();
  private Optional<Machine> present = Optional.empty();

  /** The second class that asks must not wait minutes for the same failure. */
  private final Map<State, String> failures = new EnumMap<>(State.class);

  /** The machine for the tests of a phase. */
  Vm vm(Phase phase) {
    return machine(phase).vm;
  }

  /** The attack of the tests of a phase. */
  Attack attack(Phase phase) {
    Machine machine = machine(phase);
    Attack attack = machine.attack.orElseGet(() -> Attack.on(Partition.in(machine.vm)));
    machine.attack = Optional.of(attack);
    return attack;
  }

  /** A class of a phase has ended. */
  void classEnds(Phase phase) {
    if (!phase.isShared()) {
      close();
    }
  }

  @Override
  public void close() {
    present.ifPresent(Machine::close);
    present = Optional.empty();
  }

  private Machine machine(Phase phase) {
    if (present.filter(machine -> machine.phase == phase).isEmpty()) {
      close();
      present = Optional.of(new Machine(phase, start(phase.state())));
    }
    return present.orElseThrow();
  }

  private Vm start(State state) {
    if (failures.containsKey(state)) {
      throw new IllegalStateException(failures.get(state));
    }
    try {
      SavedStates saved = states.orElseGet(() -> SavedStates.of(VmImage.built()));
      states = Optional.of(saved);
      return saved.start(state);
    } catch (IllegalStateException | AssertionError e) {
      failures.put(state, e.toString());
      throw e;
    }
  }
}
