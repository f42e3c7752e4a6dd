/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.field.IpNetwork;
import io.ttlog.query.field.JsonPath;
import io.ttlog.query.field.Logfmt;
import io.ttlog.query.field.QuantityText;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions of values that stand within texts: JSON, logfmt, addresses; and of quantities as texts. */
final class FieldFunctions {
    private FieldFunctions() {}

    static void register(Map<String, Functions.Rule> rules) {
        rules.put("json_extract", new Functions.Rule(2, 2, a -> json(a, false)));
        rules.put("json_extract_string", new Functions.Rule(2, 2, a -> json(a, true)));
        Rowwise.register(
                rules,
                "logfmt_extract",
                ColumnType.TEXT,
                2,
                List.of(ColumnType.TEXT, ColumnType.TEXT),
                v -> Logfmt.value((String) v[0], (String) v[1]));
        rules.put("cidr_contains", new Functions.Rule(2, 2, a -> addressIn(a, 1, 0)));
        rules.put("ip_in", new Functions.Rule(2, Integer.MAX_VALUE, a -> addressIn(a, 0, 1)));
        Rowwise.register(
                rules,
                "format_bytes",
                ColumnType.TEXT,
                1,
                List.of(ColumnType.LONG),
                v -> QuantityText.bytes((Long) v[0]));
        Rowwise.register(
                rules,
                "format_duration",
                ColumnType.TEXT,
                1,
                List.of(ColumnType.DURATION),
                v -> QuantityText.duration((Long) v[0]));
    }

    private static Expression json(Functions.Arguments a, boolean asText) {
        ColumnType type = asText ? ColumnType.TEXT : ColumnType.JSON;
        Expression path = a.get(1);
        if (Coercion.isNull(path)) {
            return Constant.nullOf(type);
        }
        JsonPath steps;
        if (path.type() == ColumnType.LONG) {
            steps = JsonPath.ofIndex((Long) a.constant(1, ColumnType.LONG));
        } else {
            try {
                steps = JsonPath.of((String) a.constant(1, ColumnType.TEXT));
            } catch (JsonPath.Unreadable e) {
                throw a.source().semantic(a.within(1, e.index()), "the path cannot be read: " + e.getMessage());
            }
        }
        return Rowwise.of(
                a.call().function(),
                type,
                List.of(a.as(0, ColumnType.TEXT)),
                v -> asText ? steps.text((String) v[0]) : steps.json((String) v[0]));
    }

    private static Expression addressIn(Functions.Arguments a, int address, int firstNetwork) {
        List<IpNetwork> networks = new ArrayList<>();
        int last = firstNetwork == 0 ? 0 : a.count() - 1;
        for (int i = firstNetwork; i <= last; i++) {
            String text = (String) a.constant(i, ColumnType.TEXT);
            IpNetwork network = IpNetwork.of(text);
            if (network == null) {
                throw a.source()
                        .semantic(
                                a.place(i),
                                "'" + text
                                        + "' is no network: expected an address and a length such as 10.0.0.0/8 or 2001:db8::/32");
            }
            networks.add(network);
        }
        return Rowwise.of(a.call().function(), ColumnType.BOOLEAN, List.of(a.as(address, ColumnType.TEXT)), v -> {
            byte[] bytes = IpNetwork.address((String) v[0]);
            if (bytes == null) {
                return null;
            }
            for (IpNetwork network : networks) {
                if (network.contains(bytes)) {
                    return true;
                }
            }
            return false;
        });
    }
}
