using System.Net.Http.Headers;
using System.Text.Json;
using Relay.Client.Webhooks;

namespace Relay.Local.Sandbox.Tests;

/// <summary>Posts deliveries as a relay would, without a signature, and without following anything.</summary>
internal sealed class Caller : IDisposable
{
    public const string Sender = "instagram";
    public const string Recipient = "whatsapp";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];

    /// <summary>A delivery of envelopes from ana, to one user or to several in turn.</summary>
    public static byte[] Body(IReadOnlyList<Guid> ids, params string[] users) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            batch = "batch-1",
            @class = "normal",
            envelopes = ids.Select((id, i) => new
            {
                id,
                messageId = Guid.CreateVersion7(),
                from = new { partner = Sender, user = "ana" },
                to = new { partner = Recipient, user = users.Length == 0 ? "ben" : users[i % users.Length] },
                acceptedAt = DateTimeOffset.UtcNow,
                expiresAt = DateTimeOffset.UtcNow.AddHours(1),
                ciphertexts = new[] { new { device = 1, registrationId = 4711, type = 1, content = Convert.ToBase64String([1, 2, 3]) } },
            }),
        },
        Web);

    public Task<HttpResponseMessage> PostAsync(Uri endpoint, byte[] body, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("webhook-id", "batch-1");
        return _http.SendAsync(request, completion);
    }

    /// <summary>Posts and reads the results.</summary>
    public async Task<IReadOnlyList<DeliveryResult>> ResultsAsync(Uri endpoint, byte[] body)
    {
        using var answer = await PostAsync(endpoint, body);
        answer.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize<DeliveryAnswer>(await answer.Content.ReadAsByteArrayAsync(), Web)!.Results;
    }

    public void Dispose() => _http.Dispose();
}
