package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Injector;
import dev.qm.assurance.prove.fault.PeerInjector;
import dev.qm.assurance.prove.judge.Judge.Next;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.prove.result.Peer;
import dev.qm.assurance.prove.result.Toll;
import dev.qm.host.HostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * Measures the safety side idle, then under each fault, then idle again, and has each pair judged.
 *
 * @param profile how long, how often
 * @param faults in the order in which they run
 */
public record Campaign(Profile profile, List<Fault> faults) {
  /** Beginning, ending and waiting for each fault, until one is known better. */
  private static final Duration USUAL_REST = Duration.ofSeconds(2);

  /** Copies what it is given, so that nobody can change it. */
  public Campaign {
    faults = List.copyOf(faults);
  }

  /** What the machine counts while probes feel. */
  @FunctionalInterface
  public interface Accounts {
    /** All counters as they are now. */
    Counters now() throws HostException;
  }

  /** Told of what goes on. */
  public interface Observer {
    /**
     * A fault begins.
     *
     * @param number from 1
     * @param left how long all that are left will take, a guess
     */
    void begin(Fault fault, int number, int count, Duration left);

    /** A fault is measured and judged; what is handed over here is not lost any more. */
    void done(FaultResult result) throws HostException;

    /** Whether to stop after this fault. */
    boolean isOver();
  }

  /**
   * In an order that the seed decides: what one fault leaves behind then meets another one the next
   * time.
   */
  public static List<Fault> ordered(List<Fault> faults, long seed) {
    var order = new ArrayList<>(faults);
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  /**
   * Carries out what is left.
   *
   * @param peer where each fault is carried out once more, right after its rounds; nothing without
   * @throws HostException when the partition, the probes or a fault could not be had; what is done
   *     up to then has been handed over
   */
  public void run(
      Meter meter,
      Injector injector,
      Optional<PeerInjector> peer,
      Accounts accounts,
      Jury jury,
      Observer observer)
      throws HostException {
    var places = peer.isPresent() ? 2 : 1;
    var one = new One(meter, accounts, jury, observer);
    var idle = meter.measure(profile.window());
    var began = System.nanoTime();
    for (var number = 0; number < faults.size() && !observer.isOver(); number++) {
      var fault = faults.get(number);
      observer.begin(fault, number + 1, faults.size(), left(number, began, places));
      var counted = accounts.now();
      var inside = one.measure(injector, fault, idle);
      idle = inside.idle();
      var result = inside.result(fault, accounts.now().since(counted, inside.died()));
      if (peer.isPresent()) {
        if (observer.isOver()) {
          // half of what was asked for: it stays open
          return;
        }
        var beside = one.beside(peer.get(), fault, idle);
        idle = beside.idle();
        result = result.beside(beside.peer());
      }
      observer.done(result);
    }
  }

  private Duration left(int done, long began, int places) {
    var open = faults.size() - done;
    if (done == 0) {
      return profile
          .window()
          .multipliedBy(2)
          .plus(USUAL_REST)
          .multipliedBy((long) open * profile.fewest() * places);
    }
    return Duration.ofNanos(System.nanoTime() - began).dividedBy(done).multipliedBy(open);
  }

  /**
   * What came of one fault in one place.
   *
   * @param died the probes' process, if it has
   * @param idle the window that ends it
   */
  private record Came(List<Round> rounds, Jury.Judged judged, Optional<String> died, Window idle) {
    FaultResult result(Fault fault, Toll toll) {
      return new FaultResult(
          fault.id(),
          sum(Round::before),
          sum(Round::during),
          sum(Round::after),
          rounds.size(),
          Rounds.sumOf(rounds),
          Rounds.longest(rounds),
          toll,
          judged.verdicts());
    }

    Peer peer(Toll toll) {
      return new Peer.Measured(
          sum(Round::before),
          sum(Round::during),
          sum(Round::after),
          rounds.size(),
          Rounds.sumOf(rounds),
          toll.died(),
          judged.verdicts());
    }

    private Window sum(Function<Round, Window> window) {
      return Rounds.sum(rounds.stream().map(window).toList());
    }
  }

  /** A peer, and the window that ends it. */
  private record Beside(Peer peer, Window idle) {}

  /** One fault's measuring and judging. */
  private final class One {
    private final Meter meter;
    private final Accounts accounts;
    private final Jury jury;
    private final Observer observer;

    One(Meter meter, Accounts accounts, Jury jury, Observer observer) {
      this.meter = meter;
      this.accounts = accounts;
      this.jury = jury;
      this.observer = observer;
    }

    /** Round by round, until they decide. */
    Came measure(Injector injector, Fault fault, Window idle) throws HostException {
      var measuring = new Rounds(meter, injector, jury, profile.window());
      var died = Optional.<String>empty();
      var rounds = new ArrayList<Round>();
      var last = idle;
      while (true) {
        var round = measuring.measure(fault, last);
        rounds.add(round);
        last = round.after();
        died = died.or(meter::died);
        var judged = jury.judge(fault, rounds);
        if (observer.isOver() || died.isPresent() || isEnough(rounds.size(), judged.next())) {
          return new Came(rounds, judged, died, last);
        }
      }
    }

    private boolean isEnough(int rounds, Next next) {
      return switch (next) {
        case NOTHING -> rounds >= profile.fewest();
        case ROUND -> rounds >= profile.most();
        // the last one allowed may be the first to find it
        case CONFIRMATION -> rounds >= 2 * profile.most();
      };
    }

    /**
     * The same in another place. What cannot be had there is no end of the campaign: the place is
     * somebody else's, and only compared with.
     */
    Beside beside(PeerInjector injector, Fault fault, Window idle) throws HostException {
      var refused = injector.refusal(fault);
      if (refused.isPresent()) {
        return new Beside(new Peer.Missing(refused.get()), idle);
      }
      var counted = accounts.now();
      try {
        var came = measure(injector, fault, idle);
        return new Beside(came.peer(accounts.now().since(counted, came.died())), came.idle());
      } catch (HostException failure) {
        if (observer.isOver()) {
          throw failure;
        }
        injector.sweep();
        // what it left behind is not to be the next fault's
        return new Beside(
            new Peer.Missing(String.valueOf(failure.getMessage())),
            meter.measure(profile.window()));
      }
    }
  }
}
