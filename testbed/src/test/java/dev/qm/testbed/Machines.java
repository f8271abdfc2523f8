package dev.qm.testbed;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The machines that the classes of tests work with: one for each class that runs, in the state that
 * the class's phase begins with. What a class leaves as it was, the next one of its phase gets.
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

  private final Map<Class<?>, Machine> used = new HashMap<>();

  /** Those that no class uses now, the one that waits longest first. */
  private final List<Machine> idle = new ArrayList<>();

  /** The second class that asks must not wait minutes for the same failure. */
  private final Map<State, String> failures = new EnumMap<>(State.class);

  /** The machine for a class of tests of a phase. */
  Vm vm(Class<?> tests, Phase phase) {
    return machine(tests, phase).vm;
  }

  /** The attack of the tests of a phase. */
  Attack attack(Class<?> tests, Phase phase) {
    Machine machine = machine(tests, phase);
    Attack attack = machine.attack.orElseGet(() -> Attack.on(Partition.in(machine.vm)));
    machine.attack = Optional.of(attack);
    return attack;
  }

  /** A class of tests has ended. */
  void classEnds(Class<?> tests) {
    Optional<Machine> machine = returned(tests);
    machine.filter(spoilt -> !spoilt.phase.isShared()).ifPresent(Machine::close);
  }

  private synchronized Optional<Machine> returned(Class<?> tests) {
    Optional<Machine> machine = Optional.ofNullable(used.remove(tests));
    machine.filter(clean -> clean.phase.isShared()).ifPresent(idle::add);
    return machine;
  }

  @Override
  public synchronized void close() {
    used.values().forEach(Machine::close);
    used.clear();
    idle.forEach(Machine::close);
    idle.clear();
  }

  /** One thread runs all tests of a class. */
  private Machine machine(Class<?> tests, Phase phase) {
    Optional<Machine> there = there(tests, phase);
    if (there.isPresent()) {
      return there.get();
    }
    Machine started = new Machine(phase, start(phase.state()));
    synchronized (this) {
      used.put(tests, started);
    }
    return started;
  }

  private synchronized Optional<Machine> there(Class<?> tests, Phase phase) {
    if (!used.containsKey(tests)) {
      Optional<Machine> next = idle.stream().filter(machine -> machine.phase == phase).findFirst();
      if (next.isPresent()) {
        idle.remove(next.get());
        used.put(tests, next.get());
      } else if (!idle.isEmpty() && used.size() + idle.size() >= Lanes.count()) {
        idle.removeFirst().close();
      }
    }
    return Optional.ofNullable(used.get(tests));
  }

  private Vm start(State state) {
    Optional<String> failure = failure(state);
    if (failure.isPresent()) {
      throw new IllegalStateException(failure.get());
    }
    try {
      return states().start(state);
    } catch (IllegalStateException | AssertionError e) {
      synchronized (this) {
        failures.put(state, e.toString());
      }
      throw e;
    }
  }

  private synchronized SavedStates states() {
    SavedStates saved = states.orElseGet(() -> SavedStates.of(VmImage.built()));
    states = Optional.of(saved);
    return saved;
  }

  private synchronized Optional<String> failure(State state) {
    return Optional.ofNullable(failures.get(state));
  }
}
