package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.SettingCheck;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Amount;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import java.util.List;

/**
 * Objects of which the kernel allows so many, on the machine or for a user id and all that it made
 * user namespaces for. A large number is what keeps the sides apart: then the partition's memory,
 * to which each object is charged, ends before the number does.
 *
 * @param id of the rule
 * @param name of the objects, in the plural
 * @param setting which bounds them
 * @param bytes that each is charged with at least
 * @param counted whom the number is for
 * @param harm one sentence
 * @param fails what the host gets
 * @param source where that stands
 */
record SharedCount(
    String id,
    String name,
    String setting,
    int bytes,
    Counted counted,
    String harm,
    String fails,
    String source) {
  /** Whom a number is for. */
  enum Counted {
    /** For all. */
    MACHINE("for the whole machine"),
    /** For a user id, and for whoever made its user namespace: user_namespaces(7). */
    CREATOR("for a user and all user namespaces that it made"),
    /** For a user id, whatever namespace it is of. */
    USER("for a user of the machine");

    private final String words;

    Counted(String words) {
      this.words = words;
    }
  }

  static List<Rule> rules() {
    return List.of(
        new SharedCount(
                "open-files",
                "open files",
                "fs.file-max",
                128,
                Counted.MACHINE,
                "Software inside opens files until services of the host that are not root's can open none.",
                "ENFILE",
                "proc_sys_fs(5), file-max; Linux, fs/file_table.c, alloc_empty_file")
            .rule(),
        new SharedCount(
                "inotify-instances",
                "inotify instances",
                "fs.inotify.max_user_instances",
                64,
                Counted.CREATOR,
                "Software inside that leaks inotify instances leaves systemd of the host none.",
                "EMFILE",
                "inotify(7); Linux, kernel/ucount.c")
            .rule(),
        new SharedCount(
                "inotify-watches",
                "inotify watches",
                "fs.inotify.max_user_watches",
                64,
                Counted.CREATOR,
                "Software inside that watches a tree leaves services of the host no watch.",
                "ENOSPC",
                "inotify(7); Linux, kernel/ucount.c")
            .rule(),
        new SharedCount(
                "epoll-watches",
                "epoll watches",
                "fs.epoll.max_user_watches",
                64,
                Counted.USER,
                "Software inside that leaks descriptors in epoll leaves servers of the host none to wait for.",
                "ENOSPC",
                "epoll(7); Linux, fs/eventpoll.c, ep_insert")
            .rule(),
        new SharedCount(
                "aio-requests",
                "asynchronous I/O requests",
                "fs.aio-max-nr",
                64,
                Counted.MACHINE,
                "One call of io_setup inside takes all requests, and data bases and emulators of the host start no more.",
                "EAGAIN",
                "io_setup(2); Linux, fs/aio.c, ioctx_alloc")
            .rule());
  }

  private Rule rule() {
    return Rule.named(id)
        .title("The partition cannot use up the " + name + " of the host")
        .against(Interference.CONTROL)
        .harm(harm)
        .rationale(
            "The kernel counts them "
                + counted.words
                + ", and who is over "
                + setting
                + " gets "
                + fails
                + ". Each is charged to the memory of who makes it: where the number is large enough, the partition's "
                + "memory ends first.")
        .sources(source, "docs/architecture.md, Counts that the host shares")
        .how(
            setting
                + " of the running kernel against MemoryMax= in units of "
                + bytes
                + " bytes, less than what one takes; the largest number that there is passes anyhow"
                + (counted == Counted.USER ? "; or a user namespace." : "."))
        .proves("The partition reaches its bound of memory before the number.")
        .doesNotProve("That other software of the host leaves any.")
        .mend("set " + setting + "=2147483647 in /etc/sysctl.d, and with sysctl(8)")
        .check(this::check);
  }

  private Verdict check(PartitionView view) {
    var value = view.machine().sysctlNumber(setting);
    if (value.isEmpty()) {
      return SettingCheck.absent(view, setting);
    }
    var evidence = Evidence.kernel(Machine.sysctlFile(setting), Long.toString(value.getAsLong()));
    var wall = Walls.userNamespace(view);
    if (counted == Counted.USER && wall.isPresent()) {
      // its users are others outside
      return Verdict.pass(wall.get(), evidence);
    }
    if (!(Amount.of(view, "MemoryMax") instanceof Amount.At(var entry, long most))) {
      return Verdict.fail(
          Fault.of("no bound of memory keeps the partition from all " + name, evidence));
    }
    return value.getAsLong() >= Integer.MAX_VALUE || value.getAsLong() >= most / bytes
        ? Verdict.pass(evidence, Evidence.of(entry))
        : Verdict.fail(Fault.of("the partition has memory for all " + name, evidence));
  }
}
