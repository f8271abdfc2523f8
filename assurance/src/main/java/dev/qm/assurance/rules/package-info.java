/**
 * The rules, a package for each kind of thing that they are about, a file for each rule, and their
 * list.
 *
 * <p>In comes a {@link dev.qm.assurance.view.PartitionView}, out go verdicts. Start reading at
 * {@link dev.qm.assurance.rules.Rules} and at any rule; CONTRIBUTING.md says how to add one.
 */
package dev.qm.assurance.rules;
