package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Injector;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.prove.result.Toll;
import dev.qm.host.HostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

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
   * @throws HostException when the partition, the probes or a fault could not be had; what is done
   *     up to then has been handed over
   */
  public void run(Meter meter, Injector injector, Accounts accounts, Jury jury, Observer observer)
      throws HostException {
    var idle = meter.measure(profile.window());
    var began = System.nanoTime();
    for (var number = 0; number < faults.size() && !observer.isOver(); number++) {
      var fault = faults.get(number);
      observer.begin(fault, number + 1, faults.size(), left(number, began));
      var rounds = new Rounds(meter, injector, jury, profile.window());
      idle = new One(rounds, meter, accounts, jury, observer).measure(fault, idle);
    }
  }

  private Duration left(int done, long began) {
    var open = faults.size() - done;
    if (done == 0) {
      return profile
          .window()
          .multipliedBy(2)
          .plus(USUAL_REST)
          .multipliedBy((long) open * profile.fewest());
    }
    return Duration.ofNanos(System.nanoTime() - began).dividedBy(done).multipliedBy(open);
  }

  /** One fault's measuring and judging. */
  private final class One {
    private final Rounds measuring;
    private final Meter meter;
    private final Accounts accounts;
    private final Jury jury;
    private final Observer observer;

    One(Rounds measuring, Meter meter, Accounts accounts, Jury jury, Observer observer) {
      this.measuring = measuring;
      this.meter = meter;
      this.accounts = accounts;
      this.jury = jury;
      this.observer = observer;
    }

    /** Hands the result over and gives the idle window that ends it. */
    Window measure(Fault fault, Window idle) throws HostException {
      var counted = accounts.now();
      var died = Optional.<String>empty();
      var rounds = new ArrayList<Round>();
      var last = idle;
      while (true) {
        var round = measuring.measure(fault, last);
        rounds.add(round);
        last = round.after();
        died = died.or(meter::died);
        var isLast = rounds.size() >= profile.most() || observer.isOver() || died.isPresent();
        var judged = jury.judge(fault, rounds, isLast);
        if (isLast || (judged.decided() && rounds.size() >= profile.fewest())) {
          observer.done(result(fault, rounds, accounts.now().since(counted, died), judged));
          return last;
        }
      }
    }
  }

  private static FaultResult result(
      Fault fault, List<Round> rounds, Toll toll, Jury.Judged judged) {
    return new FaultResult(
        fault.id(),
        Rounds.sum(rounds.stream().map(Round::before).toList()),
        Rounds.sum(rounds.stream().map(Round::during).toList()),
        Rounds.sum(rounds.stream().map(Round::after).toList()),
        rounds.size(),
        Rounds.sumOf(rounds),
        Rounds.longest(rounds),
        toll,
        judged.verdicts());
  }
}
