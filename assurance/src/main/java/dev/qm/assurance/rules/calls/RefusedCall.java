package dev.qm.assurance.rules.calls;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Filter;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Granted;
import dev.qm.assurance.view.PartitionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Calls that the filter refuses, or that another wall keeps from the host.
 *
 * @param id without {@code call-}
 * @param title what holds
 * @param harm what could happen, one sentence
 * @param rationale what the kernel does
 * @param source where that stands
 * @param requests the calls, with arguments where these matter
 * @param capabilities any of which the kernel asks for in its first user namespace; none where it
 *     asks for nothing, so that only the filter is in the way
 * @param lifted what lets the kernel carry it out without a capability too
 * @param mend what closes it, where that is not QM's own profile
 */
record RefusedCall(
    String id,
    Interference interference,
    String title,
    String harm,
    String rationale,
    String source,
    List<Request> requests,
    List<String> capabilities,
    Predicate<PartitionView> lifted,
    String mend) {
  static final String OWN_PROFILE =
      "use the profile that `qm setup` derives: SeccompProfile=/usr/share/qm/seccomp.json";

  /**
   * A call.
   *
   * @param arguments by their places
   * @param words the call as evidence shows it
   */
  record Request(String call, Map<Integer, Long> arguments, String words) {
    static Request of(String call) {
      return new Request(call, Map.of(), call);
    }

    static Request of(String call, int place, long value, String words) {
      return new Request(call, Map.of(place, value), words);
    }
  }

  Rule rule() {
    return Rule.named("call-" + id)
        .title(title)
        .against(interference)
        .harm(harm)
        .rationale(rationale)
        .sources(source, "seccomp(2)")
        .how(
            """
            The calls are put to the effective profile, its conditions on arguments and capabilities included. What it \
            allows is no finding where the kernel asks for a capability that the partition does not have, or has in \
            its user namespace only.\
            """)
        .proves("The kernel refuses these calls to every process of the partition.")
        .doesNotProve(
            "That what runs has the profile that is in the file now, and that the same cannot be"
                + " had by a call that nobody thought of.")
        .mend(mend)
        .check(this::check);
  }

  private Verdict check(PartitionView view) {
    var judgement = new Judgement();
    switch (Filter.of(view)) {
      case Filter.Unknown(var why) -> judgement.unknown(why);
      case Filter.None(var cause) -> {
        var wall = wall(view);
        if (wall.isPresent()) {
          judgement.holds(wall.get());
        } else {
          judgement.fault(
              Fault.of(
                      "without a filter software inside can call " + words(requests),
                      Asked.evidence(view.partition(), cause))
                  .with(WithoutOption.mend(view.partition(), cause)));
        }
      }
      case Filter.Profile profile -> profile(judgement, view, profile);
    }
    running(judgement, view);
    return judgement.verdict("");
  }

  private void profile(Judgement judgement, PartitionView view, Filter.Profile profile) {
    var allowed = new ArrayList<Request>();
    for (var request : requests) {
      if (profile.calls().allows(request.call(), request.arguments())) {
        allowed.add(request);
      }
    }
    if (allowed.isEmpty()) {
      judgement.holds(Evidence.missing(profile.file(), "refuses " + words(requests)));
      return;
    }
    var wall = wall(view);
    if (wall.isPresent()) {
      judgement.holds(wall.get());
      return;
    }
    judgement.fault(
        Fault.of(
                "the filter lets " + words(allowed) + " through",
                Filter.evidence(view, profile),
                Evidence.missing(profile.file(), "allows " + words(allowed)))
            .with(mend(profile)));
  }

  /** Nothing where the profile is already that of setup. */
  private Optional<Mend> mend(Filter.Profile profile) {
    var own = "/usr/share/qm/seccomp.json";
    return !mend.equals(OWN_PROFILE) || profile.file().toString().equals(own)
        ? capabilities.size() == 1 && !mend.equals(OWN_PROFILE)
            ? Optional.of(Mend.ofPartition("Container", "DropCapability", capabilities.getFirst()))
            : Optional.empty()
        : Optional.of(Mend.ofPartition("Container", "SeccompProfile", own));
  }

  /** What stands in the way of calls that no filter refuses. */
  private Optional<Evidence> wall(PartitionView view) {
    if (capabilities.isEmpty() || lifted.test(view)) {
      return Optional.empty();
    }
    var granted = new Granted(view.partition().options());
    if (capabilities.stream().noneMatch(it -> granted.of(it).isGiven())) {
      return Optional.of(
          granted
              .of(capabilities.getFirst())
              .cause()
              .map(it -> Asked.evidence(view.partition(), it))
              .orElse(
                  Evidence.missing(
                      view.partition().quadlet().file(),
                      "no " + String.join(", no ", capabilities))));
    }
    return Walls.userNamespace(view)
        .map(it ->
            new Evidence(
                it.place(),
                it.value() + ": in this user namespace it does nothing to the host",
                it.origin()));
  }

  /** Only where no filter is on: what one refuses, the kernel does not show. */
  private void running(Judgement judgement, PartitionView view) {
    if (view.live().isEmpty()) {
      return;
    }
    var live = view.live().get();
    for (var process : live.processes()) {
      if (process.seccomp() != 2 && !wallAlive(view, process.pid())) {
        judgement.fault(
            Fault.of(
                "a running process without a filter can call " + words(requests),
                Evidence.kernel("/proc/" + process.pid() + "/status", "Seccomp: 0")));
        return;
      }
    }
  }

  private boolean wallAlive(PartitionView view, int pid) {
    if (capabilities.isEmpty() || lifted.test(view)) {
      return false;
    }
    for (var process : view.live().map(Walls::ofHostIds).orElse(List.of())) {
      if (process.pid() == pid) {
        return capabilities.stream().noneMatch(it -> process.bounding().has(it));
      }
    }
    return true;
  }

  private static String words(List<Request> requests) {
    return String.join(", ", requests.stream().map(Request::words).toList());
  }
}
