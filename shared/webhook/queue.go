package webhook

// The shares of a Deliverer's capacity: so many deliveries are at most on their
// way at once, to one endpoint and to all of a seller's.
const (
	perEndpoint = 2
	perSeller   = 8
)

// A queue is deliveries that are due, taken in turn: each seller's after the other,
// and of a seller's each endpoint's after the other.
type queue struct {
	sellers []*sellerQueue
	bySelf  map[string]*sellerQueue
	known   map[string]bool // deliveries that wait here, or are on their way
	parked  int             // how many wait here
}

type sellerQueue struct {
	endpoints  []*endpointQueue
	byID       map[string]*endpointQueue
	onTheirWay int
}

type endpointQueue struct {
	waiting    []Delivery
	onTheirWay int
}

func newQueue() *queue {
	return &queue{bySelf: make(map[string]*sellerQueue), known: make(map[string]bool)}
}

func (d *Delivery) key() string { return d.Seller + "\x00" + d.Endpoint + "\x00" + d.Event }

// add puts a delivery last in its endpoint's line, unless it is known already.
func (q *queue) add(d Delivery) {
	if q.known[d.key()] {
		return
	}
	q.known[d.key()] = true
	q.parked++
	s := q.bySelf[d.Seller]
	if s == nil {
		s = &sellerQueue{byID: make(map[string]*endpointQueue)}
		q.bySelf[d.Seller], q.sellers = s, append(q.sellers, s)
	}
	e := s.byID[d.Endpoint]
	if e == nil {
		e = &endpointQueue{}
		s.byID[d.Endpoint], s.endpoints = e, append(s.endpoints, e)
	}
	e.waiting = append(e.waiting, d)
}

// take returns the delivery whose turn it is, of those whose endpoint and seller
// have not used up their shares.
func (q *queue) take() (Delivery, bool) {
	for i, s := range q.sellers {
		if s.onTheirWay >= perSeller {
			continue
		}
		for j, e := range s.endpoints {
			if len(e.waiting) == 0 || e.onTheirWay >= perEndpoint {
				continue
			}
			d := e.waiting[0]
			e.waiting = e.waiting[1:]
			e.onTheirWay, s.onTheirWay = e.onTheirWay+1, s.onTheirWay+1
			s.endpoints = append(append(s.endpoints[:j:j], s.endpoints[j+1:]...), e)
			q.sellers = append(append(q.sellers[:i:i], q.sellers[i+1:]...), s)
			q.parked--
			return d, true
		}
	}
	return Delivery{}, false
}

// done gives back the share that a delivery had.
func (q *queue) done(d Delivery) {
	s := q.bySelf[d.Seller]
	s.onTheirWay--
	s.byID[d.Endpoint].onTheirWay--
	delete(q.known, d.key())
}

// drop takes out all that waits for an endpoint, and returns it.
func (q *queue) drop(seller, endpoint string) []Delivery {
	e := q.bySelf[seller].byID[endpoint]
	dropped := e.waiting
	e.waiting = nil
	for i := range dropped {
		delete(q.known, dropped[i].key())
	}
	q.parked -= len(dropped)
	return dropped
}
