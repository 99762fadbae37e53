using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Extensions.Logging;

namespace Relay.Local.Bus.Transport;

/// <summary>Answers requests that arrive on one link over the link the request names.</summary>
internal abstract class RequestNode(ConnectionState connection, ReceivingAmqpLink requests, ILogger logger)
{
    private long _tag;

    /// <summary>Takes a request message.</summary>
    public void Handle(AmqpMessage request) => LinkGuard.Answer(requests, logger, () =>
    {
        Process(request);
        requests.AcceptMessage(request, true, false);
    });

    protected abstract void Process(AmqpMessage request);

    protected static string? TextProperty(AmqpMessage request, string name) =>
        request.ApplicationProperties.Map.TryGetValue<string>(new MapKey(name), out var value) ? value : null;

    protected void Respond(AmqpMessage request, AmqpResponseStatusCode status, string description, AmqpSymbol? condition = null, AmqpMap? body = null)
    {
        if (connection.ResponseLink(request.Properties.ReplyTo?.ToString()) is not { } link)
            return;
        var response = AmqpMessage.Create(new Microsoft.Azure.Amqp.Framing.AmqpValue { Value = body ?? [] });
        response.Properties.CorrelationId = request.Properties.MessageId;
        var properties = response.ApplicationProperties.Map;
        // The two spellings are those of the management and the token node; clients read one or the other.
        properties[new MapKey("statusCode")] = (int)status;
        properties[new MapKey("status-code")] = (int)status;
        properties[new MapKey("statusDescription")] = description;
        properties[new MapKey("status-description")] = description;
        if (condition is { } symbol)
            properties[new MapKey("errorCondition")] = symbol;
        var tag = BitConverter.GetBytes(Interlocked.Increment(ref _tag));
        LinkGuard.Answer(link, logger, () => link.SendMessageNoWait(response, new ArraySegment<byte>(tag), default));
    }
}
