/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.plan.Plan;
import io.ttlog.query.sql.Query.SetOperation.Kind;

/** Makes operators of plans. Stateless. */
final class Operators {
    private Operators() {}

    static Operator of(Plan plan, QueryRun run) {
        Operator[] inputs = plan.inputs().stream().map(input -> of(input, run)).toArray(Operator[]::new);
        if (plan instanceof Plan.Read read) {
            return new ReadOperator(run, read);
        }
        if (plan instanceof Plan.Values values) {
            return new ValuesOperator(run, values);
        }
        if (plan instanceof Plan.Filter filter) {
            return new FilterOperator(run, inputs[0], filter.conditions());
        }
        if (plan instanceof Plan.Project project) {
            return new ProjectOperator(run, inputs[0], project.outputs());
        }
        if (plan instanceof Plan.Group group) {
            return new GroupOperator(run, inputs[0], group);
        }
        if (plan instanceof Plan.Sort sort) {
            return new SortOperator(run, inputs[0], sort);
        }
        if (plan instanceof Plan.Limit limit) {
            return new LimitOperator(run, inputs[0], limit.rows(), limit.offset());
        }
        if (plan instanceof Plan.LimitBy limit) {
            return new LimitByOperator(run, inputs[0], limit);
        }
        if (plan instanceof Plan.Distinct distinct) {
            return new DistinctOperator(run, inputs[0], distinct.fields());
        }
        if (plan instanceof Plan.Join join) {
            return new JoinOperator(run, inputs[0], inputs[1], join);
        }
        if (plan instanceof Plan.AsofJoin join) {
            return new AsofJoinOperator(run, inputs[0], inputs[1], join);
        }
        if (plan instanceof Plan.SetOperation operation) {
            return operation.kind() == Kind.UNION
                    ? new UnionOperator(run, inputs)
                    : new SharedRowsOperator(run, inputs[0], inputs[1], operation);
        }
        throw new IllegalArgumentException("no operator for " + plan.getClass());
    }
}
