package dev.qm.testbed;

import java.util.List;
import java.util.UUID;

/**
 * The audit log of the VM, read from where the last reading ended. The kernel tells the audit
 * daemon in order, so a message of our own that has arrived proves that all before it has.
 */
final class AuditLog {

  /** Prints what is new since byte $1 up to the mark $2, then the size. */
  private static final String READ =
      """
      auditctl -m "$2"
      until tail -c +"$1" /var/log/audit/audit.log | grep -q "msg='text=$2\\b"; do sleep 0.05; done
      tail -c +"$1" /var/log/audit/audit.log
      """;

  private final Vm vm;
  private long next;
  private int marks;

  private final String name = "testbed-" + UUID.randomUUID();

  private AuditLog(Vm vm, long next) {
    this.vm = vm;
    this.next = next;
  }

  /** The log from its beginning. */
  static AuditLog whole(Vm vm) {
    return new AuditLog(vm, 1);
  }

  /** The log from where another had arrived. */
  static AuditLog from(Vm vm, long next) {
    return new AuditLog(vm, next);
  }

  /** The log from here on. */
  static AuditLog fromNow(Vm vm) {
    AuditLog log = whole(vm);
    log.denials();
    return log;
  }

  /** Where the last reading ended, for {@link #from}. */
  long next() {
    return next;
  }

  /** What has been denied since the last call. */
  List<Avc> denials() {
    marks++;
    // unique also in the log of a machine that was saved by another run
    String mark = name + "-" + marks;
    String text = vm.run("bash", "-eu", "-c", READ, "bash", Long.toString(next), mark).stdout();
    next += text.length();
    return Avc.in(text);
  }
}
