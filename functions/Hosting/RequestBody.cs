using System.Buffers;
using System.Security.Cryptography;

namespace Relay.Functions.Hosting;

/// <summary>
/// A request's body in a pooled buffer, with its SHA-256. A fresh array of 130 KB for each request costs more than its hash.
/// </summary>
public sealed class RequestBody : IDisposable
{
    private byte[] _buffer;
    private readonly int _length;

    private RequestBody(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

    /// <summary>The bytes; valid until this is disposed of.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads the body; null when it is longer than <paramref name="limit"/> bytes, told from Content-Length before anything is allocated.</summary>
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit)
            return null;

        const int FirstGuess = 4096;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(request.ContentLength ?? FirstGuess, 1) + 1);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await request.Body.ReadAsync(buffer.AsMemory(length), request.HttpContext.RequestAborted);
                if (read == 0)
                    break;

                length += read;
                if (length > limit)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    return null;
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return new RequestBody(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <summary>The SHA-256 of the body, 32 bytes.</summary>
    public void Hash(Span<byte> destination) => SHA256.HashData(_buffer.AsSpan(0, _length), destination);

    /// <summary>Gives the buffer back to the pool.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
