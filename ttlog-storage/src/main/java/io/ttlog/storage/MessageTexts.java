/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.core.event.Template;
import io.ttlog.core.event.ValueText;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code message} column of logs: the stored text where there is one, otherwise the template with the values of its
 * holes, as the console prints it. Parsed templates are kept for the scan. Belongs to one cursor.
 */
final class MessageTexts {
    /** Templates kept parsed; beyond that they are parsed again, for an application that logs texts as templates. */
    private static final int TEMPLATES_MAX = 4096;

    private final Map<String, Template> parsed = new HashMap<>();

    ColumnReaders.Reader reader(ColumnReaders.Chunks chunks) {
        Chunk messages = chunks.get(new ColumnKey("message", false, ColumnType.TEXT));
        if (messages != null && messages.nulls() == null) {
            return messages::slice;
        }
        Chunk templates = chunks.get(new ColumnKey("template", false, ColumnType.TEXT));
        return (from, to) -> texts(messages, templates, chunks, from, to);
    }

    private TextVector texts(
            @Nullable Chunk messages, @Nullable Chunk templates, ColumnReaders.Chunks chunks, int from, int to) {
        int rows = to - from;
        TextVector stored = messages == null ? null : (TextVector) messages.slice(from, to);
        TextVector template = templates == null ? null : (TextVector) templates.slice(from, to);
        List<String> dictionary = new ArrayList<>();
        int[] ids = new int[rows];
        Map<String, Integer> constant = new HashMap<>();
        Map<String, List<Vector>> values = new HashMap<>();
        for (int row = 0; row < rows; row++) {
            String text;
            if (stored != null && !stored.isNull(row)) {
                text = stored.text(row);
            } else {
                String source = template == null || template.isNull(row) ? "" : template.text(row);
                Template own = template(source);
                if (own.holes().isEmpty()) {
                    ids[row] = constant.computeIfAbsent(source, s -> {
                        dictionary.add(s);
                        return dictionary.size() - 1;
                    });
                    continue;
                }
                text = render(own, row, values, chunks, from, to);
            }
            ids[row] = dictionary.size();
            dictionary.add(text);
        }
        return new TextVector(ColumnType.TEXT, dictionary.toArray(new String[0]), ids, rows, null);
    }

    private Template template(String source) {
        Template known = parsed.get(source);
        if (known == null) {
            known = Template.parse(source);
            if (parsed.size() < TEMPLATES_MAX) {
                parsed.put(source, known);
            }
        }
        return known;
    }

    private static String render(
            Template template,
            int row,
            Map<String, List<Vector>> values,
            ColumnReaders.Chunks chunks,
            int from,
            int to) {
        StringBuilder text = new StringBuilder(template.literals().get(0));
        for (int i = 0; i < template.holes().size(); i++) {
            String hole = template.holes().get(i);
            List<Vector> typed = values.computeIfAbsent(hole, key -> slices(chunks.ofAttribute(key), from, to));
            appendValue(text, hole, typed, row);
            text.append(template.literals().get(i + 1));
        }
        return text.toString();
    }

    private static List<Vector> slices(List<Chunk> typed, int from, int to) {
        List<Vector> slices = new ArrayList<>(typed.size());
        for (Chunk chunk : typed) {
            slices.add(chunk.slice(from, to));
        }
        return slices;
    }

    private static void appendValue(StringBuilder text, String hole, List<Vector> typed, int row) {
        for (Vector vector : typed) {
            if (!vector.isNull(row)) {
                append(text, vector, row);
                return;
            }
        }
        text.append('{').append(hole).append('}');
    }

    /** As {@link ValueText} writes the value of an event. */
    private static void append(StringBuilder text, Vector vector, int row) {
        switch (vector.type()) {
            case LONG -> text.append(((LongVector) vector).values()[row]);
            case DOUBLE -> text.append(((DoubleVector) vector).values()[row]);
            case BOOLEAN -> text.append(((BooleanVector) vector).values()[row]);
            case TIMESTAMP -> text.append(ValueText.timestamp(((LongVector) vector).values()[row]));
            case DURATION -> text.append(ValueText.duration(((LongVector) vector).values()[row]));
            case BYTES -> {
                if (vector.boxed(row) instanceof byte[] bytes) {
                    text.append(ValueText.hex(bytes));
                }
            }
            case TEXT, JSON, ANY -> text.append(vector.boxed(row));
        }
    }
}
