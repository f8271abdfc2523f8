package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.SettingCheck;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Amount;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;
import java.util.List;

/** The machine's pools of buffers are larger than what the partition may have. */
final class SocketPool {
  private static final int PAGE = 4096;

  private SocketPool() {}

  static List<Rule> rules() {
    return List.of(of("tcp"), of("udp"));
  }

  private static Rule of(String protocol) {
    var setting = "net.ipv4." + protocol + "_mem";
    var upper = protocol.toUpperCase(java.util.Locale.ROOT);
    return Rule.named(protocol + "-pool")
        .title("The partition cannot use up the machine's pool of " + upper + " buffers")
        .against(Interference.EXCHANGE)
        .harm(
            "Sockets inside that nobody reads bring all "
                + upper
                + " sockets of the machine under pressure, and messages of the ASIL side are dropped.")
        .rationale(
            """
            The kernel counts the buffers of all sockets of a protocol in all network namespaces in one number. Above \
            the second value of the setting it shortens buffers, above the third it refuses them, on both sides alike. \
            The control group's own account stands beside that number, not in its place.\
            """)
        .sources(
            "tcp(7), tcp_mem; udp(7), udp_mem", "Linux, net/core/sock.c, __sk_mem_raise_allocated")
        .how(setting + ", second value, in pages, against the partition's bound of memory.")
        .proves("The partition reaches its own bound before the machine's pool is under pressure.")
        .doesNotProve("That sockets of other services of the host leave the ASIL side enough.")
        .mend(
            "on cgroup v2, where a bound of memory holds buffers too, set "
                + setting
                + " in /etc/sysctl.d to more pages than MemoryMax= has")
        .check(view -> check(view, setting, upper));
  }

  private static Verdict check(PartitionView view, String setting, String upper) {
    var value = view.machine().sysctl(setting);
    if (value.isEmpty()) {
      return SettingCheck.absent(view, setting);
    }
    var numbers = KernelText.of(value.get());
    var pressure = numbers.size() == 3 ? ControlFile.number(numbers.get(1)).orElse(0) : 0;
    var evidence = Evidence.kernel(Machine.sysctlFile(setting), value.get().replace('\t', ' '));
    var bound = Amount.of(view, "MemoryMax");
    // cgroup v1 does not charge buffers to that bound
    if (view.machine().isV2("memory") && bound instanceof Amount.At(var entry, long bytes)) {
      return bytes > 0 && pressure > bytes / PAGE
          ? Verdict.pass(evidence, Evidence.of(entry))
          : Verdict.fail(
              Fault.of(
                  upper
                      + " of the whole machine is under pressure before the partition is at its bound",
                  evidence));
    }
    return Verdict.fail(
        Fault.of("nothing keeps the partition from all " + upper + " buffers", evidence));
  }
}
