/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.sql.Suggestion;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.TableSchema;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which columns a file has. Stateless. */
final class ExportColumns {
    /** Most attributes that become columns unasked: a column costs buffers, and readers' patience. */
    static final int ATTRIBUTE_COLUMNS_MAX = 256;

    private static final String ATTRIBUTE_PREFIX = ExportColumn.ATTRS + ".";

    private ExportColumns() {}

    /** The columns that were named; when none was, all of them, attributes as the format has them. */
    static List<ExportColumn> of(TableSchema schema, List<String> named, ExportFormat format) {
        List<ColumnRef> sources = named.isEmpty() ? all(schema, format) : named(schema, named);
        List<ExportColumn> columns = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (ColumnRef source : sources) {
            // Readers disregard the case of names; a fixed column keeps its own.
            boolean shadowed = source.attribute()
                    && (schema.fixed().containsKey(source.name().toLowerCase(Locale.ROOT))
                            || source.name().equalsIgnoreCase(ExportColumn.ATTRS));
            String plain = shadowed ? ATTRIBUTE_PREFIX + source.name() : source.name();
            String name = plain;
            for (int n = 2; !taken.add(name.toLowerCase(Locale.ROOT)); n++) {
                name = plain + "_" + n;
            }
            columns.add(new ExportColumn(name, source, type(schema, source, format)));
        }
        return columns;
    }

    private static ColumnType type(TableSchema schema, ColumnRef source, ExportFormat format) {
        ColumnType type = source.attribute()
                ? schema.attributes().getOrDefault(source.name(), ColumnType.TEXT)
                : schema.fixed().getOrDefault(source.name(), ColumnType.JSON);
        boolean texts = format == ExportFormat.ndjson || format == ExportFormat.csv;
        return type == ColumnType.ANY && !texts ? ColumnType.TEXT : type;
    }

    private static List<ColumnRef> all(TableSchema schema, ExportFormat format) {
        List<ColumnRef> sources = new ArrayList<>();
        schema.fixed().keySet().forEach(name -> sources.add(ColumnRef.fixed(name)));
        boolean others = format.isNested();
        int attributes = 0;
        for (Map.Entry<String, ColumnType> attribute : schema.attributes().entrySet()) {
            if (format.isNested() || attribute.getValue() == ColumnType.ANY || attributes == ATTRIBUTE_COLUMNS_MAX) {
                others = true;
            } else {
                sources.add(ColumnRef.attribute(attribute.getKey()));
                attributes++;
            }
        }
        if (others) {
            sources.add(ColumnRef.fixed(ExportColumn.ATTRS));
        }
        return sources;
    }

    private static List<ColumnRef> named(TableSchema schema, List<String> names) {
        List<ColumnRef> sources = new ArrayList<>();
        for (String name : names) {
            String key = name.startsWith(ATTRIBUTE_PREFIX) ? name.substring(ATTRIBUTE_PREFIX.length()) : name;
            if (schema.fixed().containsKey(name) || name.equals(ExportColumn.ATTRS)) {
                sources.add(ColumnRef.fixed(name));
            } else if (schema.attributes().containsKey(name)) {
                sources.add(ColumnRef.attribute(name));
            } else if (schema.attributes().containsKey(key)) {
                sources.add(ColumnRef.attribute(key));
            } else {
                List<String> known = new ArrayList<>(schema.fixed().keySet());
                known.addAll(schema.attributes().keySet());
                throw new TTLogException(
                        ErrorCode.CONFIGURATION,
                        "--columns " + name + ": no row of " + schema.signal().table()
                                + " has a column or attribute of that name" + Suggestion.phrase(name, known));
            }
        }
        return sources;
    }
}
