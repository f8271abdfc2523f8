package dev.qm.cli.command.ipc;

import dev.qm.cli.terminal.Printable;
import dev.qm.host.Root;
import dev.qm.partition.landing.Changes;
import java.io.PrintStream;

/** Names the files that come and go. */
record ChangeLog(PrintStream out, Root root) implements Changes {
  @Override
  public void next(Change change) {
    switch (change) {
      case Change.Written(var path) -> line("wrote", path);
      case Change.Removed(var path) -> line("removed", path);
      case Change.Kept(var path) -> line("kept your changed", path);
      case Change.Barred(var path) ->
          line("left alone, what is no folder stands on the way:", path);
      case Change.Left(var path) -> line("could not remove what a killed write left:", path);
      case Change.Recorded _, Change.Forgotten _, Change.FolderMade _, Change.FolderRemoved _ -> {}
    }
  }

  private void line(String what, String path) {
    out.println(what + " " + Printable.line(root.at(path).toString()));
  }
}
