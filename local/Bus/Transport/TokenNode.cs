using Microsoft.Azure.Amqp;
using Microsoft.Extensions.Logging;

namespace Relay.Local.Bus.Transport;

/// <summary>The <c>$cbs</c> node: clients put tokens on it.</summary>
internal sealed class TokenNode(TokenAuthority authority, ConnectionState connection, ReceivingAmqpLink requests, ILogger logger)
    : RequestNode(connection, requests, logger)
{
    private readonly ConnectionState _connection = connection;

    protected override void Process(AmqpMessage request)
    {
        if (TextProperty(request, "operation") != "put-token")
        {
            Respond(request, AmqpResponseStatusCode.BadRequest, "The operation is unknown.", AmqpErrorCode.NotImplemented);
            return;
        }
        if (!authority.Accepts(request.ValueBody?.Value as string))
        {
            Respond(request, AmqpResponseStatusCode.Unauthorized, "The token's signature or time is not valid.", AmqpErrorCode.UnauthorizedAccess);
            return;
        }
        _connection.Authorized = true;
        Respond(request, AmqpResponseStatusCode.Accepted, "Accepted");
    }
}
