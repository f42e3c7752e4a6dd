/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

/**
 * What the text asks for.
 *
 * @param explain whether it is the plan that is wanted, not the rows
 * @param analyze whether the plan is to be run, too
 */
public record Statement(Query query, boolean explain, boolean analyze) {}
