/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.ttlog.cli.notation.Numbers;
import io.ttlog.cli.record.RejectedException;
import io.ttlog.cli.record.SourceRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses one JSON document from text into {@link JsonObject}, {@link JsonArray}, String, Boolean, Long, Double or null. A
 * number is Long if it is whole and fits, else Double if that is finite and, for whole numbers, exact; else its text.
 */
final class Json {
    /** Deepest nesting: bounds the recursion here. */
    private static final int DEPTH_MAX = 500;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(Lines.DOCUMENT_BYTES_MAX)
                    .build())
            .build();

    private Json() {}

    /** The document that is the whole text. */
    static @Nullable Object parse(String document) throws RejectedException {
        try (JsonParser parser = FACTORY.createParser(document)) {
            if (parser.nextToken() == null) {
                throw new RejectedException("no JSON document");
            }
            Object value = value(parser, document);
            if (parser.nextToken() != null) {
                throw new RejectedException("text after the JSON document, in column "
                        + parser.currentTokenLocation().getColumnNr());
            }
            return value;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation(); // a broken limit has none
            throw new RejectedException(
                    "not JSON" + (at == null ? "" : ", in column " + at.getColumnNr()) + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reading from a string does no I/O
        }
    }

    private static @Nullable Object value(JsonParser parser, String document) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, document);
            case START_ARRAY -> array(parser, document);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> whole(parser.getText());
            case VALUE_NUMBER_FLOAT -> decimal(parser.getText());
            default -> null;
        };
    }

    private static JsonObject object(JsonParser parser, String document) throws IOException {
        JsonObject object = new JsonObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.add(name, value(parser, document));
        }
        return object;
    }

    private static JsonArray array(JsonParser parser, String document) throws IOException {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, document));
        }
        int to = (int) parser.currentTokenLocation().getCharOffset() + 1;
        return new JsonArray(items, document, from, to);
    }

    private static Object whole(String text) {
        Long whole = Numbers.wholeNumber(text);
        if (whole != null) {
            return whole;
        }
        double nearest = Double.parseDouble(text);
        boolean exact = Double.isFinite(nearest) && new BigDecimal(nearest).compareTo(new BigDecimal(text)) == 0;
        return exact ? (Object) nearest : text;
    }

    private static Object decimal(String text) {
        double nearest = Double.parseDouble(text);
        return Double.isFinite(nearest) ? (Object) nearest : text;
    }

    /** Adds the members of an object to a record: those of objects in it by dotted names, arrays as their text. */
    static void flatten(JsonObject object, String prefix, SourceRecord row) {
        for (int i = 0; i < object.size(); i++) {
            flatten(prefix + object.name(i), object.value(i), row);
        }
    }

    /** Adds one value to a record under a name: an object by dotted names, an array as its text. */
    static void flatten(String name, @Nullable Object value, SourceRecord row) {
        if (value instanceof JsonObject object) {
            if (object.size() == 0) {
                row.add(name, "{}");
            } else {
                flatten(object, name + ".", row);
            }
        } else if (value instanceof JsonArray array) {
            row.add(name, array.text());
        } else {
            row.add(name, value);
        }
    }
}
