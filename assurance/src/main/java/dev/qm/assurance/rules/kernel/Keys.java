package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Filter;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.PartitionView;
import java.util.Map;

/** Keys of the kernel that the partition makes are counted for its own users. */
final class Keys {
  static final Rule RULE =
      Rule.named("keys")
          .title("The partition cannot use up the host root's keys")
          .against(Interference.CONTROL)
          .harm(
              "Software inside adds keys until the host's root can add none: services with keyrings fail with EDQUOT.")
          .rationale(
              """
              The kernel counts keys for the user id that a process has on the machine: kernel.keys.root_maxkeys and \
              root_maxbytes for root. With a user namespace root inside is another user; without, it is the same.\
              """)
          .sources("keyrings(7)", "Linux, security/keys/key.c, key_alloc")
          .how(
              "UIDMap= and /proc/PID/ns/user; without a user namespace, whether the seccomp profile allows add_key.")
          .proves("Keys inside are counted for others than the host's root, or there can be none.")
          .doesNotProve(
              "That keys of the host cannot be found: a keyring belongs to a user namespace and its ids.")
          .mend("use the user namespace, or a seccomp profile without add_key and request_key")
          .check(Keys::check);

  private Keys() {}

  private static Verdict check(PartitionView view) {
    var wall = Walls.userNamespace(view);
    if (wall.isPresent()) {
      return Verdict.pass(wall.get());
    }
    var fault =
        Fault.of(
            "root inside is the host's, and its keys are counted as that one's", Walls.plain(view));
    var filter = Filter.of(view);
    if (filter instanceof Filter.Unknown(String why)) {
      return new Verdict.NotJudged(why);
    }
    return filter instanceof Filter.Profile profile && !profile.calls().allows("add_key", Map.of())
        ? Verdict.pass(Evidence.missing(profile.file(), "no add_key"))
        : Verdict.fail(fault);
  }
}
