using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Media;

/// <summary>The relay's part of media, and a blob store that creates each blob once.</summary>
internal sealed class MediaRelay
{
    internal static readonly Guid Id = Guid.Parse("0190a000-0000-7000-8000-000000000001");

    private readonly FakeRelay _relay;

    internal MediaRelay(FakeRelay relay)
    {
        _relay = relay;
        relay.On("POST /v1/media", DeclareAsync);
        relay.On("PUT /store/blob?sig=a%2Fb", PutAsync);
        relay.On($"POST /v1/media/{Id}/complete", CompleteAsync);
        relay.On($"GET /v1/media/{Id}", ReadAsync);
        relay.On("GET /store/blob?sig=read", (context, _) => Download(context, Blob!));
    }

    internal byte[]? Blob { get; set; }

    internal JsonNode? Declared { get; private set; }

    internal Func<HttpContext, byte[], Task> Download { get; set; } = SendAsync;

    /// <summary>Breaks the connection of the first upload, after the blob was stored.</summary>
    internal bool LoseFirstAnswer { get; set; }

    internal static async Task SendAsync(HttpContext context, byte[] bytes)
    {
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }

    private Task DeclareAsync(HttpContext context, Received request)
    {
        Declared = JsonNode.Parse(request.Body);
        return context.JsonAsync(201, new JsonObject
        {
            ["id"] = Id.ToString(),
            ["upload"] = new JsonObject
            {
                ["method"] = "PUT",
                ["url"] = new Uri(_relay.Address, "/store/blob?sig=a%2Fb").ToString(),
                ["headers"] = new JsonObject { ["x-ms-blob-type"] = "BlockBlob", ["Content-Type"] = "application/octet-stream" },
                ["expiresAt"] = "2027-01-15T08:00:00Z",
            },
        });
    }

    private async Task PutAsync(HttpContext context, Received request)
    {
        var fits = context.Request.Headers["x-ms-blob-type"] == "BlockBlob" && context.Request.ContentType == "application/octet-stream"
            && context.Request.ContentLength == request.Body.Length && !context.Request.Headers.ContainsKey("Signature");
        if (!fits || Blob is not null)
        {
            await context.TextAsync(fits ? 409 : 400, "application/xml", "<Error/>");
            return;
        }

        Blob = request.Body;
        if (LoseFirstAnswer)
            context.Abort();
        else
            context.Response.StatusCode = 201;
    }

    private Task CompleteAsync(HttpContext context, Received request)
    {
        if (Blob is null)
            return context.ProblemAsync(409, "media-missing", "Nothing was put.");
        if (Convert.ToBase64String(SHA256.HashData(Blob)) != (string?)Declared!["sha256"] || Blob.Length != (long?)Declared["length"])
            return context.ProblemAsync(409, "media-mismatch", "Something else was put.");
        return context.JsonAsync(200, new JsonObject { ["id"] = Id.ToString(), ["length"] = Blob.Length, ["expiresAt"] = "2027-02-15T08:00:00Z" });
    }

    private Task ReadAsync(HttpContext context, Received request) => context.JsonAsync(200, new JsonObject
    {
        ["id"] = Id.ToString(),
        ["length"] = Blob!.Length,
        ["sha256"] = Convert.ToBase64String(SHA256.HashData(Blob)),
        ["download"] = new JsonObject
        {
            ["method"] = "GET",
            ["url"] = new Uri(_relay.Address, "/store/blob?sig=read").ToString(),
            ["expiresAt"] = "2027-01-15T08:00:00Z",
        },
    });
}
