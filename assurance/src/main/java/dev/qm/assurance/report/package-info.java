/**
 * Reports for people: one page of HTML that needs nothing beside itself, the pages of a bundle, and
 * the page of the rules.
 *
 * <p>In come a {@link dev.qm.assurance.verify.Report}, a {@link
 * dev.qm.assurance.report.SystemPicture} and the values of {@link dev.qm.assurance.bundle}; out
 * goes text. Nothing is read and nothing is printed. Start reading at {@link
 * dev.qm.assurance.report.HtmlReport}.
 */
package dev.qm.assurance.report;
