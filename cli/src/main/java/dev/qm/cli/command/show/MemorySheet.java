package dev.qm.cli.command.show;

import dev.qm.host.process.IpcNamespace;
import dev.qm.partition.ipc.live.SharedMemory;
import java.util.List;

/** {@code qm show shared-memory}. */
final class MemorySheet {
  private MemorySheet() {}

  static Sheet of(SharedMemory memory) {
    var objects =
        Rows.of(
            "systemV",
            "SYSTEM V|kind",
            ">ID|id",
            "KEY|key",
            "MODE|mode",
            ">SIZE|size",
            ">ATTACHED|attached",
            "|shared",
            "SEEN BY|member");
    for (var space : memory.spaces()) {
      for (var item : space.items()) {
        objects.row(
            Value.of(kind(item.kind())),
            new Value.Count(item.id()),
            Value.of("0x%08x".formatted(item.key())),
            Value.of(octal(item.permissions())),
            new Value.Count(item.size()),
            new Value.Count(item.attached()),
            new Value.Truth(space.isHosts()),
            Value.of(SocketSheet.words(List.of(space.member()))));
      }
    }
    var files =
        Rows.of("posix", "POSIX|name", ">SIZE|bytes", "MODE|mode", ">UID|uid", "SEEN BY|member");
    for (var file : memory.files()) {
      files.row(
          Value.of("/" + file.item().name()),
          new Value.Bytes(file.item().size()),
          Value.of(octal(file.item().mode())),
          new Value.Count(file.item().uid()),
          Value.of(SocketSheet.words(List.of(file.member()))));
    }
    var mappings =
        Rows.of(
            "mappings",
            "MAPPED|name",
            "CROSSES|crosses",
            "WRITABLE|writable",
            ">HOLDERS|holders",
            "BY|parties");
    for (var mapping : memory.mappings()) {
      mappings.row(
          Value.of(mapping.name().toString()),
          new Value.Truth(mapping.crosses()),
          new Value.Truth(mapping.isWritable()),
          new Value.Count(mapping.holders().size()),
          Value.of(SocketSheet.words(mapping.holders())));
    }
    var sheet = new Sheet().table(objects).table(files).table(mappings);
    for (var space : memory.spaces()) {
      if (space.isHosts()) {
        sheet.note(
            "finding: "
                + SocketSheet.words(List.of(space.member()))
                + " shares the host's IPC namespace; `qm ipc list` says what to do");
      }
    }
    for (var gap : memory.gaps()) {
      sheet.note("note: " + gap);
    }
    return objects.isEmpty() && files.isEmpty() && mappings.isEmpty()
        ? sheet.note("No program of the partition shares memory.")
        : sheet;
  }

  private static String kind(IpcNamespace.Kind kind) {
    return switch (kind) {
      case SHARED_MEMORY -> "memory";
      case SEMAPHORES -> "semaphores";
      case MESSAGES -> "queue";
    };
  }

  private static String octal(int mode) {
    var octal = Integer.toOctalString(mode & 0xfff);
    return "0".repeat(4 - octal.length()) + octal;
  }
}
