package dev.qm.cli.command.show;

import dev.qm.host.file.Mount;
import dev.qm.partition.run.PartitionStatus;
import dev.qm.partition.show.ContainerView;
import java.util.OptionalLong;

/** {@code qm show container}. */
final class ContainerSheet {
  private ContainerSheet() {}

  static Sheet of(ContainerView view) {
    var sheet = new Sheet();
    view.live().ifPresent(live -> status(sheet, live.status()));
    sheet
        .fact("name", "name", Value.of(view.name()))
        .fact("system", "system", Value.of(view.system()))
        .fact("run by", "runner", Value.of(view.runner()));
    view.live()
        .ifPresent(live ->
            sheet.fact(
                "label",
                "selinuxLabel",
                live.label().isPresent() ? Value.of(live.label()) : new Value.None()));
    var files = Rows.of("files", "FILE|file", "IS|kind");
    for (var i = 0; i < view.files().size(); i++) {
      files.row(Value.of(view.files().get(i).toString()), Value.of(i == 0 ? "quadlet" : "drop-in"));
    }
    var settings = Rows.of("settings", "SECTION|section", "KEY|key", "FROM|origin", "VALUE|value");
    for (var setting : view.settings()) {
      settings.row(
          Value.of(setting.section()),
          Value.of(setting.entry().key()),
          Value.of(setting.entry().origin().toString()),
          Value.of(setting.entry().value()));
    }
    sheet.table(files).table(settings);
    var mounts = Rows.of("mounts", "MOUNT|target", "TYPE|type", "FROM|source", "OPTIONS|options");
    view.live()
        .ifPresent(live -> {
          for (var mount : live.mounts()) {
            mounts.row(
                Value.of(mount.target().toString()),
                Value.of(mount.type()),
                Value.of(source(mount)),
                Value.of(String.join(",", mount.options())));
          }
        });
    return sheet.table(mounts);
  }

  private static void status(Sheet sheet, PartitionStatus status) {
    var instance = status.instance();
    var up = new Value.Micros(status.uptime().toNanos() / 1000);
    sheet
        .line("state", status.state() + ", up " + up.text())
        .data("state", Value.of(status.state()))
        .data("uptimeSeconds", Value.count(OptionalLong.of(status.uptime().toSeconds())))
        .fact("id", "id", Value.of(instance.id()))
        .fact("pid", "pid", new Value.Count(instance.pid()))
        .fact("control group", "cgroup", Value.of(instance.cgroup()))
        .line(
            "kept apart",
            (status.userNamespace() ? "user namespace" : "no user namespace (see qm doctor)")
                + ", OOM score "
                + status.oomScore())
        .data("userNamespace", new Value.Truth(status.userNamespace()))
        .data("oomScoreAdjust", new Value.Count(status.oomScore()));
    if (!status.failedUnits().isEmpty()) {
      sheet.line("failed", String.join(" ", status.failedUnits()));
    }
  }

  /** Of a bind mount the folder in its file system says more than the disk. */
  private static String source(Mount mount) {
    var root = mount.root().toString();
    return root.equals("/") ? mount.source() : mount.source() + "[" + root + "]";
  }
}
