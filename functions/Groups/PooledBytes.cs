using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Functions.Groups;

/// <summary>Bytes in an array of the shared pool. Messages are large, and a fresh array costs more than their hash.</summary>
internal sealed class PooledBytes : IDisposable
{
    private readonly int _length;
    private byte[] _array;

    /// <summary>Takes room for so many bytes; what stands in it is anything.</summary>
    public PooledBytes(int length) => (_array, _length) = (ArrayPool<byte>.Shared.Rent(length), length);

    private PooledBytes(byte[] array, int length) => (_array, _length) = (array, length);

    /// <summary>The bytes; valid until this is disposed of.</summary>
    public Memory<byte> Bytes => _array.AsMemory(0, _length);

    /// <summary>Decodes base64 with padding; null when it is none.</summary>
    public static PooledBytes? FromBase64(ReadOnlySpan<byte> text)
    {
        var array = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(text.Length));
        if (Base64.DecodeFromUtf8(text, array, out _, out var written) == OperationStatus.Done)
            return new PooledBytes(array, written);

        ArrayPool<byte>.Shared.Return(array);
        return null;
    }

    /// <summary>Gives the array back to the pool.</summary>
    public void Dispose()
    {
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = [];
    }
}

/// <summary>Reads base64 straight into pooled bytes. A request that turns out to be malformed later leaves them to the garbage collector.</summary>
internal sealed class PooledBytesConverter : JsonConverter<PooledBytes>
{
    public override PooledBytes? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException();
        if (!reader.ValueIsEscaped && !reader.HasValueSequence)
            return PooledBytes.FromBase64(reader.ValueSpan) ?? throw new JsonException();

        // Some JSON writers escape the + and / of base64.
        using var text = new PooledBytes(reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length);
        return PooledBytes.FromBase64(text.Bytes.Span[..reader.CopyString(text.Bytes.Span)]) ?? throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, PooledBytes value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.Bytes.Span);
}
