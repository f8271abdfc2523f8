package dev.qm.cli.command.show;

import dev.qm.host.cgroup.GroupAccount;
import dev.qm.host.cgroup.PressureReading;
import dev.qm.partition.show.ResourceView;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code qm show resources}. */
final class ResourceSheet {
  private ResourceSheet() {}

  static Sheet of(ResourceView view) {
    var sheet = new Sheet();
    memory(sheet, view.whole().memory());
    tasks(sheet, view.whole().tasks());
    processor(sheet, view.whole().processor());
    disk(sheet, view.whole().disk());
    var waiting = view.whole().waiting();
    var pressure =
        Rows.of(
            "pressure",
            "WAITED FOR|resource",
            "WHO|who",
            ">10 S|last10Percent",
            ">60 S|last60Percent",
            ">300 S|last300Percent",
            ">IN ALL|microseconds");
    waited(pressure, "processor", waiting.cpu());
    waited(pressure, "memory", waiting.memory());
    waited(pressure, "disk", waiting.disk());
    sheet.table(pressure);
    var groups =
        Rows.of(
            "groups", ">MEMORY|memoryBytes", ">TASKS|tasks", ">CPU|cpuMicroseconds", "GROUP|group");
    for (var group : view.groups()) {
      groups.row(
          Value.bytes(group.memory()),
          Value.count(group.tasks()),
          Value.micros(group.cpuMicroseconds()),
          Value.of(group.name().toString()));
    }
    return sheet.table(groups);
  }

  private static void memory(Sheet sheet, GroupAccount.Memory memory) {
    sheet
        .line("memory", of(Value.bytes(memory.now()), Value.bytes(memory.max())))
        .data("memoryBytes", Value.bytes(memory.now()))
        .fact("  peak", "memoryPeakBytes", Value.bytes(memory.peak()))
        .data("memoryMaxBytes", Value.bytes(memory.max()))
        .data("memoryHighBytes", Value.bytes(memory.high()));
    if (memory.high().isPresent()) {
      sheet.line("  slowed from", Value.bytes(memory.high()).text());
    }
    sheet
        .line("  swap", of(Value.bytes(memory.swap()), Value.bytes(memory.swapMax())))
        .data("swapBytes", Value.bytes(memory.swap()))
        .data("swapMaxBytes", Value.bytes(memory.swapMax()))
        .fact("  killed", "oomKills", Value.count(memory.oomKills()));
  }

  private static void tasks(Sheet sheet, GroupAccount.Tasks tasks) {
    sheet
        .line(
            "tasks",
            of(Value.count(tasks.now()), Value.count(tasks.max()))
                + (tasks.peak().isPresent() ? ", peak " + tasks.peak().getAsLong() : ""))
        .data("tasks", Value.count(tasks.now()))
        .data("tasksPeak", Value.count(tasks.peak()))
        .data("tasksMax", Value.count(tasks.max()));
  }

  private static void processor(Sheet sheet, GroupAccount.Processor cpu) {
    var parts =
        cpu.user().isPresent() && cpu.system().isPresent()
            ? " ("
                + Value.micros(cpu.user()).text()
                + " user, "
                + Value.micros(cpu.system()).text()
                + " system)"
            : "";
    sheet
        .line("cpu", Value.micros(cpu.used()).text() + " used" + parts)
        .data("cpuMicroseconds", Value.micros(cpu.used()))
        .data("cpuUserMicroseconds", Value.micros(cpu.user()))
        .data("cpuSystemMicroseconds", Value.micros(cpu.system()))
        .fact("  weight", "cpuWeight", Value.of(cpu.weight()))
        .line("  quota", quota(cpu))
        .data("cpuQuotaMicroseconds", Value.micros(cpu.quota()))
        .data("cpuPeriodMicroseconds", Value.micros(cpu.period()))
        .line(
            "  throttled",
            Value.micros(cpu.throttled()).text()
                + (cpu.periods().orElse(0) > 0
                    ? ", in "
                        + cpu.throttledPeriods().orElse(0)
                        + " of "
                        + cpu.periods().getAsLong()
                        + " periods"
                    : ""))
        .data("cpuThrottledMicroseconds", Value.micros(cpu.throttled()))
        .data("cpuThrottledPeriods", Value.count(cpu.throttledPeriods()))
        .data("cpuPeriods", Value.count(cpu.periods()));
  }

  private static String quota(GroupAccount.Processor cpu) {
    if (cpu.quota().isEmpty() || cpu.period().orElse(0) <= 0) {
      return "none";
    }
    return 100 * cpu.quota().getAsLong() / cpu.period().getAsLong() + " % of a processor";
  }

  private static void disk(Sheet sheet, GroupAccount.Disk disk) {
    sheet
        .line(
            "disk",
            Value.bytes(disk.readBytes()).text()
                + " read, "
                + Value.bytes(disk.writtenBytes()).text()
                + " written")
        .data("diskReadBytes", Value.bytes(disk.readBytes()))
        .data("diskWrittenBytes", Value.bytes(disk.writtenBytes()))
        .data("diskReads", Value.count(disk.reads()))
        .data("diskWrites", Value.count(disk.writes()))
        .fact("  weight", "diskWeight", Value.of(disk.weight()));
  }

  private static String of(Value now, Value max) {
    return max instanceof Value.None ? now.text() + ", no limit" : now.text() + " of " + max.text();
  }

  private static void waited(Rows rows, String resource, PressureReading reading) {
    waited(rows, resource, "some", reading.some());
    waited(rows, resource, "all", reading.full());
  }

  private static void waited(
      Rows rows, String resource, String who, Optional<PressureReading.Share> share) {
    if (share.isPresent()) {
      rows.row(
          Value.of(resource),
          Value.of(who),
          percent(share.get().last10()),
          percent(share.get().last60()),
          percent(share.get().last300()),
          Value.micros(OptionalLong.of(share.get().microseconds())));
    }
  }

  private static Value percent(int hundredths) {
    var rest = hundredths % 100;
    return Value.of(hundredths / 100 + (rest < 10 ? ".0" : ".") + rest);
  }
}
