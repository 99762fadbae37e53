using System.Security.Cryptography;
using System.Text.Json;
using Relay.Client.Http;

namespace Relay.Client.Media;

/// <summary>Uploads: declare, put the bytes where the grant says, complete.</summary>
internal sealed class MediaUploader(RelayConnection connection)
{
    internal async Task<MediaReceipt> UploadAsync(Stream ciphertext, IReadOnlyList<string> readers, string? user, CancellationToken cancellation)
    {
        if (!ciphertext.CanSeek)
            throw new ArgumentException("The stream is read twice, so it must be seekable.", nameof(ciphertext));
        var start = ciphertext.Position;
        var length = ciphertext.Length - start;
        var hash = await SHA256.HashDataAsync(ciphertext, cancellation);

        var declaration = JsonSerializer.SerializeToUtf8Bytes(new MediaDeclaration(length, hash, readers, user), RelayJson.Default.MediaDeclaration);
        var declared = AnswerReader.Read(
            await connection.CallAsync(HttpMethod.Post, "/v1/media", declaration, cancellation), RelayJson.Default.MediaDeclared);

        await PutAsync(declared.Upload, ciphertext, start, length, cancellation);
        return AnswerReader.Read(
            await connection.CallAsync(HttpMethod.Post, $"/v1/media/{declared.Id}/complete", default, cancellation), RelayJson.Default.MediaReceipt);
    }

    private async Task PutAsync(MediaGrant grant, Stream ciphertext, long start, long length, CancellationToken cancellation)
    {
        var attempts = 0;
        var answer = await connection.RetryAsync(
            () =>
            {
                attempts++;
                ciphertext.Position = start;
                return connection.TryAsync(() => grant.ToRequest(new UploadContent(ciphertext, length)), cancellation, length);
            },
            cancellation);
        // A grant creates one blob and overwrites none. So when an attempt that seemed to fail did succeed, the next one is
        // refused; completing tells, by length and digest, whether the bytes are there.
        if (!answer.IsSuccess && (attempts == 1 || answer.IsTransient))
            throw answer.Exception();
    }
}
