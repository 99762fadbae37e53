using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Relay.Local.Host.Invocation;

/// <summary>Writes {"Data":…,"Metadata":…} with the Functions host's encodings for values.</summary>
internal static class PayloadWriter
{
    // Newtonsoft.Json, which the host uses, leaves everything unescaped that JSON allows.
    public static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a whole payload; both callbacks write members of an object.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> data, Action<Utf8JsonWriter> metadata, int sizeHintBytes = 1024)
    {
        var buffer = new ArrayBufferWriter<byte>(sizeHintBytes);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("Data");
            data(writer);
            writer.WriteEndObject();
            writer.WriteStartObject("Metadata");
            metadata(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The encoding of scalars and arrays: JSON inside a JSON string.</summary>
    public static void WriteInString<T>(Utf8JsonWriter writer, string name, T value) =>
        writer.WriteString(name, JsonSerializer.Serialize(value, Relaxed));

    /// <summary>The member "sys" that every call has.</summary>
    public static void WriteSys(Utf8JsonWriter writer, string function, TimeProvider clock)
    {
        writer.WriteStartObject("sys");
        writer.WriteString("MethodName", function);
        writer.WriteString("UtcNow", clock.GetUtcNow().UtcDateTime);
        writer.WriteString("RandGuid", Guid.NewGuid());
        writer.WriteEndObject();
    }
}
