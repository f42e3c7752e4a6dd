/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.plan.Plan;
import io.ttlog.query.plan.PlanText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows a plan as lines of text: an operator a line, its inputs below it and further right; after a run, with what each did. */
final class Explanation {
    /** Most lines: a plan of a thousand tables is not read by anybody. */
    private static final int LINES_MAX = 1_000;

    private final List<String> lines = new ArrayList<>();

    List<String> lines() {
        return List.copyOf(lines);
    }

    void heading(String text) {
        lines.add(text);
    }

    void add(Plan plan) {
        add(plan, 0);
    }

    private void add(Plan plan, int depth) {
        if (line("  ".repeat(depth) + PlanText.of(plan))) {
            plan.inputs().forEach(input -> add(input, depth + 1));
        }
    }

    /** The same after the operators of the plan have run. */
    void add(Plan plan, Operator operator) {
        add(plan, operator, 0);
    }

    private void add(Plan plan, Operator operator, int depth) {
        long own = operator.nanos();
        for (Operator input : operator.inputs()) {
            own -= input.nanos();
        }
        String notes = operator.notes();
        String text = "  ".repeat(depth) + PlanText.of(plan) + "  [rows " + operator.rows() + ", batches "
                + operator.batches()
                + String.format(Locale.ROOT, ", %.3f ms", Math.max(0, own) / 1e6)
                + (notes.isEmpty() ? "" : ", " + notes) + "]";
        if (line(text)) {
            for (int i = 0; i < plan.inputs().size(); i++) {
                add(plan.inputs().get(i), operator.inputs().get(i), depth + 1);
            }
        }
    }

    private boolean line(String text) {
        if (lines.size() == LINES_MAX) {
            lines.add("... and more");
        }
        if (lines.size() > LINES_MAX) {
            return false;
        }
        lines.add(text);
        return true;
    }
}
