/** Help pages, man pages and shell completions, all made from the commands' own descriptions. */
package dev.qm.cli.help;
