/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A report as JSON, to be compared with a later one: {@code {"format": "ttlog-bench 1", "circumstances": {name: text}, "measures":
 * [{"what", "of", "unit", "median", "spread", "samples": [...]}], "bars": [{"claim", "figure", "limit", "outcome"}],
 * "failures": [text]}}. Bars and what follows from samples are for readers and not read back.
 */
final class ReportJson {
    private static final String FORMAT = "ttlog-bench 1";
    private static final long FILE_BYTES_MAX = 64 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    private ReportJson() {}

    static void write(Report report, Path file) throws IOException {
        try (JsonGenerator json =
                JSON.createGenerator(Files.newBufferedWriter(file)).setPrettyPrinter(new DefaultPrettyPrinter())) {
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeObjectFieldStart("circumstances");
            for (Map.Entry<String, String> one : report.circumstances.entrySet()) {
                json.writeStringField(one.getKey(), one.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("measures");
            for (Measure measure : report.measures()) {
                write(measure, json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("bars");
            for (Bar bar : Bars.all()) {
                write(bar, report, json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("failures");
            for (String failure : report.failures) {
                json.writeString(failure);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(Measure measure, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("what", measure.what());
        json.writeStringField("of", measure.peer());
        json.writeStringField("unit", measure.unit());
        json.writeNumberField("median", measure.median());
        json.writeNumberField("spread", measure.spread());
        json.writeArrayFieldStart("samples");
        for (double sample : measure.samples()) {
            json.writeNumber(sample);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(Bar bar, Report report, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("claim", bar.claim());
        json.writeNumberField("figure", bar.figure().applyAsDouble(report)); // NaN is written as a text
        json.writeNumberField("limit", bar.limit().applyAsDouble(report));
        json.writeStringField("outcome", bar.outcome(report).name());
        json.writeEndObject();
    }

    static Report read(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException(file + " has more than " + FILE_BYTES_MAX + " bytes: not a report of ttlog bench");
        }
        Report report = new Report();
        String format = "none";
        try (JsonParser json = JSON.createParser(Files.readString(file, StandardCharsets.UTF_8))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException(file + " is not a JSON object");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "format" -> format = json.getText();
                    case "circumstances" -> report.circumstances.putAll(texts(json));
                    case "measures" -> {
                        while (json.nextToken() == JsonToken.START_OBJECT) {
                            readMeasure(json, report, file);
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }
        if (!format.equals(FORMAT)) {
            throw new IOException(file + " has format " + format + ", not " + FORMAT);
        }
        return report;
    }

    private static Map<String, String> texts(JsonParser json) throws IOException {
        Map<String, String> texts = new java.util.LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            texts.put(name, String.valueOf(json.nextTextValue()));
        }
        return texts;
    }

    private static void readMeasure(JsonParser json, Report report, Path file) throws IOException {
        Map<String, String> texts = new HashMap<>();
        List<Double> samples = new ArrayList<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    samples.add(json.getDoubleValue());
                }
            } else {
                texts.put(name, json.getText());
            }
        }
        String what = texts.get("what");
        String peer = texts.get("of");
        String unit = texts.get("unit");
        if (what == null || peer == null || unit == null || samples.isEmpty()) {
            throw new IOException(file + ": a measure lacks what, of, unit or samples: " + texts);
        }
        report.add(what, peer, unit, samples);
    }
}
